using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Reads files that are specified on the command line or in a spec file.</summary>
internal static class InputFiles
{
    /// <summary>Returns the content of a file.</summary>
    /// <param name="kind">The kind of the file, which has a maximum size.</param>
    /// <param name="option">The option or key that specifies the file, for the error message.</param>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static byte[] Read(InputFile kind, string option, string path)
    {
        try
        {
            return kind.Read(path);
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new UsageException(PrintableText.OneLine($"{option} '{path}': {FileProblem.OfReading(path, error)}."));
        }
    }
}
