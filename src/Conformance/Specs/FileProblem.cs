namespace Pure.WebSockets.Conformance;

/// <summary>Creates the part of an error message that explains why a file cannot be read or written.</summary>
internal static class FileProblem
{
    private const int MostNames = 1000;

    /// <summary>
    /// Returns whether an exception means that a file cannot be read or written. Any other exception is a bug in the program.
    /// </summary>
    public static bool IsCause(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Returns the reason why a file cannot be read, as text for the end of an error message.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="error">The exception that occurred when the file was opened or read.</param>
    public static string OfReading(string path, Exception error) =>
        Directory.Exists(path) ? "it is a folder, not a file"
        : error is InputFileException ? error.Message
        : error is FileNotFoundException or DirectoryNotFoundException ? $"there is no such file{Suggestion(path)}"
        : Of(path, error);

    /// <summary>Returns the reason why a file or a folder cannot be written, as text for the end of an error message.</summary>
    /// <param name="path">The path of the file or the folder.</param>
    /// <param name="error">The exception that occurred when the file or the folder was created or written.</param>
    public static string OfWriting(string path, Exception error) => OfPlace(path).IfNone(() => Of(path, error));

    /// <summary>
    /// Returns the reason why no file or folder can be created at a path, as text for the end of an error message. Returns None if the path
    /// is valid and its nearest existing parent is a folder.
    /// </summary>
    public static Option<string> OfPlace(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) return "the name is empty";
        if (path.Contains('\0', StringComparison.Ordinal)) return "it is not a path";
        for (var place = Path.GetDirectoryName(Path.GetFullPath(path)); place is not null; place = Path.GetDirectoryName(place))
        {
            if (Directory.Exists(place)) return Option<string>.None;
            if (File.Exists(place)) return $"'{place}' is a file, not a folder";
        }

        return Option<string>.None;
    }

    private static string Of(string path, Exception error) => error switch
    {
        _ when string.IsNullOrWhiteSpace(path) => "the name is empty",
        UnauthorizedAccessException => "the permission is missing",
        PathTooLongException => "the path is too long",
        // The runtime reports the limit of the size of a file with this exception.
        ArgumentOutOfRangeException => "the system allows no file of this size",
        ArgumentException or NotSupportedException => "it is not a path",
        // The runtime's message contains the cause, followed by the path of the file. Only the cause is used.
        _ => $"the system reports \"{error.Message.Split(" : '")[0].TrimEnd('.')}\"",
    };

    private static string Suggestion(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
            var names = Directory.EnumerateFileSystemEntries(folder).Take(MostNames).Select(entry => Path.GetFileName(entry));
            return NearestName
                .To(Path.GetFileName(path), names)
                .Match(Some: name => $"; did you mean '{Path.Combine(Path.GetDirectoryName(path) ?? "", name)}'?", None: () => "");
        }
        catch (Exception error) when (IsCause(error))
        {
            return "";
        }
    }
}
