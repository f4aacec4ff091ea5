"""What this site does, in numbers: counted by each process, added up when somebody asks."""
