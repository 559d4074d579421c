namespace Pure.WebSockets.Conformance;

/// <summary>
/// The exception that is thrown if a report file cannot be written, or if the folder cannot be created or written to. The message contains
/// the path and the cause.
/// </summary>
public sealed class ReportFolderException(string path, Exception cause) : IOException($"'{path}': {cause.Message}", cause)
{
    /// <summary>The file or folder that cannot be written.</summary>
    public string Path { get; } = path;
}
