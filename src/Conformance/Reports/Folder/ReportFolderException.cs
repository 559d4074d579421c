namespace Pure.WebSockets.Conformance;

/// <summary>
/// The exception that is thrown if a report file cannot be written, or if a report folder cannot be created or is not writable. The message
/// contains the path and the cause.
/// </summary>
public sealed class ReportFolderException(string path, Exception cause) : IOException($"'{path}': {cause.Message}", cause)
{
    /// <summary>The path of the file or folder that could not be written.</summary>
    public string Path { get; } = path;
}
