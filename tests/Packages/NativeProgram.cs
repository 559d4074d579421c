namespace Pure.WebSockets.Packages.Tests;

/// <summary>A program that is compiled ahead of time.</summary>
/// <param name="Source">Its source, a file of the folder Native.</param>
/// <param name="Packages">Those of our packages that it names.</param>
internal sealed record NativeProgram(string Source, params string[] Packages)
{
    /// <summary>
    /// Whether all code of the packages is compiled, also the code that the program does not call. The compiler then checks all of it.
    /// </summary>
    public bool CompilesAll { get; init; } = true;

    /// <summary>Whether the program is a web application.</summary>
    public bool IsWeb { get; init; }

    /// <summary>Whether the program is compiled only if PUREWS_DEPTH is set, because that takes long.</summary>
    public bool TakesLong { get; init; }

    /// <summary>What the program prints.</summary>
    public string Prints { get; init; } = "";

    public string Name => Path.GetFileNameWithoutExtension(Source);

    public bool IsFSharp => Source.EndsWith(".fs", StringComparison.Ordinal);
}
