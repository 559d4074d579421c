namespace Pure.WebSockets.Conformance;

/// <summary>A report could not be written: the message names the file or folder, and why.</summary>
public sealed class ReportFolderException(string path, Exception cause) : IOException($"'{path}': {cause.Message}", cause)
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
