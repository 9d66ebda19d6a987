"""Gives the application's database role its rights: all tables, but inserts only on the audit tables."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from psycopg import sql

from guanling.audit.queries import insert_only_tables


class Command(BaseCommand):
    """Run as the owner after each migrate."""

    help = "授予应用数据库角色权限；变更记录表只许插入"

    def add_arguments(self, parser):
        parser.add_argument("--role", default=settings.DATABASE_APP_ROLE)

    @transaction.atomic
    def handle(self, *args, role, **options):
        if not role:
            self.stdout.write("未设置 DATABASE_APP_ROLE，跳过。")
            return
        with connection.cursor() as cursor:
            name = sql.Identifier(role)
            for statement in (
                "GRANT USAGE ON SCHEMA public TO {}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            ):
                cursor.execute(sql.SQL(statement).format(name))
            for table in insert_only_tables():
                cursor.execute(
                    sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                        sql.Identifier(table), name
                    )
                )
        self.stdout.write(f"已授权角色 {role}。")
