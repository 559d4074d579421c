namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads report files, and writes them atomically. A concurrent reader sees either the complete old file or the complete new file.
/// </summary>
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

    /// <summary>Returns the content of a report file.</summary>
    /// <exception cref="ReportFolderException">The file cannot be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return InputFile.Report.Read(path);
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new ReportFolderException(path, error);
        }
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
        catch (Exception error) when (FileProblem.IsCause(error))
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
