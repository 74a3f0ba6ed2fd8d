from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0008_subscriptions'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('pk', models.CompositePrimaryKey('dossier_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dossier_id', models.BigIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('boucle.books_ref_id'), function='nextval', output_field=models.BigIntegerField()))),
                ('owner', models.TextField()),
                ('name', models.TextField()),
                ('text', models.TextField()),
                ('year', models.CharField(blank=True, db_default='', max_length=20)),
            ],
            options={
                'db_table': 'books_saved_search',
                'constraints': [models.UniqueConstraint(fields=('dossier_id', 'owner', 'name'), name='books_saved_search__name')],
            },
        ),
    ]
