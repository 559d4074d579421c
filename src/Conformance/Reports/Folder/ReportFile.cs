namespace Pure.WebSockets.Conformance;

/// <summary>Writes report files atomically. A concurrent reader sees either the complete old file or the complete new file.</summary>
internal static class ReportFile
{
    private static long last;

    /// <summary>Writes the content to a temporary file in the same folder, and then renames the temporary file.</summary>
    /// <exception cref="ReportFolderException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var (temporary, bytes) = (TemporaryFor(path), content.ToArray());
        Replace(path, temporary, () => File.WriteAllBytes(temporary, bytes));
    }

    /// <summary>Copies a file to a temporary file in the target folder, and then renames the temporary file.</summary>
    public static void Copy(string from, string path)
    {
        var temporary = TemporaryFor(path);
        Replace(path, temporary, () => File.Copy(from, temporary, overwrite: true));
    }

    /// <summary>Creates a temporary file in a folder to check that the folder is writable.</summary>
    /// <exception cref="ReportFolderException">The folder is not writable.</exception>
    public static void Probe(string folder)
    {
        var temporary = TemporaryFor(Path.Combine(folder, "probe"));
        try
        {
            File.WriteAllBytes(temporary, [0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReportFolderException(folder, error);
        }
        finally
        {
            Discard(temporary);
        }
    }

    private static string TemporaryFor(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Environment.ProcessId}-{Interlocked.Increment(ref last)}.part");

    private static void Replace(string path, string temporary, Action write)
    {
        try
        {
            write();
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Discard(temporary);
            throw new ReportFolderException(path, error);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // An error during the deletion of the temporary file is ignored, so that the error of the write itself is reported.
        }
    }
}
