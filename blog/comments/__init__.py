"""What is said below posts: comments and replies, who is told of them, and how they are kept civil."""
