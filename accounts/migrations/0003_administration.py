"""Roles with dates, what agencies and people are searched by, and the generation of a session."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_levels'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='role',
            name='role_given_once',
        ),
        migrations.AddField(
            model_name='agency',
            name='search_key',
            field=models.CharField(default='', editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='role',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='từ ngày'),
        ),
        migrations.AddField(
            model_name='role',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='đến hết ngày'),
        ),
        migrations.AddField(
            model_name='user',
            name='search_key',
            field=models.CharField(default='', editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='user',
            name='session_generation',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='role',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given_roles', to=settings.AUTH_USER_MODEL, verbose_name='người dùng'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('user', 'kind', 'agency'), name='role_open_once'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_ends_after_it_begins'),
        ),
    ]
