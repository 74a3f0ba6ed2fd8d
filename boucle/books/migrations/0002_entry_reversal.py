
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0001_books'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entryversion',
            index=models.Index(fields=['dossier_id', 'public_id'], name='books_entry_version_of'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses_id__isnull', False)), fields=('dossier_id', 'reverses_id'), name='books_entry__one_reversal'),
        ),
    ]
