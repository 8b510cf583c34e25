"""`python -m voting.cli`, where the console script is not on the path."""

from voting.cli import main

main()
