from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("books", "0009_saved_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="thirdparty",
            name="collective",
            field=models.CharField(blank=True, db_default="", max_length=20),
        ),
    ]
