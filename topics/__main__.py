"""Run the command line as `python -m topics`."""

from topics.cli import main

main()
