"""What the book costs: builds, growth and pages, each as a ratio to a named plain alternative."""
