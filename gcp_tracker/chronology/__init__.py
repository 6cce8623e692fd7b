"""Events of a child’s chronology: what an agency or somebody else told, and what it meant for the child."""
