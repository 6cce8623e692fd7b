"""What a family was offered and kept, who was met, what carers say beside what was seen, attendance at school."""
