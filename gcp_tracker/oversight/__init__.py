"""Reading across children: for analysts and auditors."""
