import django.db.models.deletion
from django.db import migrations, models


def keep_frozen(apps, schema_editor):
    """Boards that are frozen while this runs stay frozen, with their explanations."""
    Explanation = apps.get_model("events", "Explanation")
    Fixed = apps.get_model("events", "FixedExplanation")
    rows = Explanation.objects.exclude(frozen_body="").values_list("team__event_id", "team__code", "frozen_body")
    Fixed.objects.bulk_create(Fixed(event_id=event, at="freeze", code=code, body=body) for event, code, body in rows)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_look_and_ends_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='FixedExplanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(choices=[('freeze', 'At the freeze'), ('reveal', 'At the start of the reveal')], max_length=6)),
                ('code', models.CharField(max_length=50)),
                ('body', models.TextField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fixed_explanations', to='events.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'at', 'code'), name='one_fixed_explanation_each'), models.CheckConstraint(condition=models.Q(('at__in', ['freeze', 'reveal'])), name='fixed_at_a_known_moment')],
            },
        ),
        migrations.RunPython(keep_frozen, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='explanation',
            name='frozen_body',
        ),
    ]
