#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it uses the embedded servers (see guanling.embedded)."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanling.settings")
    from guanling.embedded import for_command

    with for_command(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
