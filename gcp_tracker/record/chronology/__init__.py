"""The child’s chronology: everything that happened round the child in one line, filtered, added up, taken away."""
