"""A person’s judgement beside what the grades say: told before it is written down, kept where the two differ."""
