"""Who may see a child: restrictions, conflicts of interest, broken glass, and cover while somebody is away."""
