"""The site itself: its row, its version, its clock."""
