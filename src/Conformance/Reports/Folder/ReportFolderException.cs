namespace Pure.WebSockets.Conformance;

/// <summary>A report file could not be written. The message names the file or folder and the cause.</summary>
public sealed class ReportFolderException(string path, Exception cause) : IOException($"'{path}': {cause.Message}", cause)
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
