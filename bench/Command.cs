namespace Pure.WebSockets.Bench;

/// <summary>A comparison that can be asked for on the command line.</summary>
/// <param name="Name">The word that asks for it.</param>
/// <param name="Arguments">What may follow the word.</param>
/// <param name="Run">The exit code; null when the arguments are none of those.</param>
internal sealed record Command(string Name, string Arguments, Func<string[], int?> Run);
