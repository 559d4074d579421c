namespace Pure.WebSockets.Bench;

/// <summary>A command of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments, for the usage text.</param>
/// <param name="Run">Runs it and returns the exit code; null if the arguments are not valid.</param>
internal sealed record Command(string Name, string Arguments, Func<string[], int?> Run);
