from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("books", "0010_attachment"),
    ]

    operations = [
        migrations.AddField(
            model_name="thirdparty",
            name="collective",
            field=models.CharField(blank=True, db_default="", max_length=20),
        ),
    ]
