from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0005_module_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="keys",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
