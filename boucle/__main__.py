"""`python -m boucle` is the command `boucle`."""

import sys

from boucle.cli.main import main

sys.exit(main())
