from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("books", "0006_lettrage"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="review_note",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]
