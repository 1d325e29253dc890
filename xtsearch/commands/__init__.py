"""One module a command: parse, call one function, render. What is heavy is imported inside the function."""
