from rallyround.cli import main

main()
