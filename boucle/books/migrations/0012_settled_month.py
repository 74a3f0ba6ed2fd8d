"""Settled lines by month, counted for the Dossiers that are there."""

from django.db import migrations, models

COUNT = """
do $$
declare v_dossier bigint;
begin
    perform set_config('boucle.actor', 'système:migration', true);
    for v_dossier in select id from boucle.tenancy_dossier order by id loop
        perform set_config('boucle.scope', '{' || v_dossier || '}', true);
        insert into boucle.books_settled_month (dossier_id, account_id, month, lines)
        select v_dossier, g.account_id, date_trunc('month', e.date)::date, count(*)
          from boucle.books_lettrage g
          join boucle.books_lettrage_line k on k.dossier_id = v_dossier and k.lettrage_id = g.id
          join boucle.books_entry e on e.dossier_id = v_dossier and e.id = k.entry_id and e.state <> 'd'
         where g.dossier_id = v_dossier and not g.is_partial group by 2, 3
        union all
        select v_dossier, 0, '0001-01-01', coalesce(max(i.id), 0)
          from boucle.books_fec_import i where i.dossier_id = v_dossier;
    end loop;
    perform set_config('boucle.scope', '', true), set_config('boucle.actor', '', true);
end $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0011_third_collective'),
    ]

    operations = [
        migrations.CreateModel(
            name='SettledMonth',
            fields=[
                ('pk', models.CompositePrimaryKey('dossier_id', 'account_id', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dossier_id', models.BigIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('month', models.DateField()),
                ('lines', models.BigIntegerField()),
            ],
            options={
                'db_table': 'books_settled_month',
            },
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
