"""The commands that stand in for Ganeti's own daemons: the same options, users, files, signals and exit codes, and
Gatehouse in a container behind them."""
