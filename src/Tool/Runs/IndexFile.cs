using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Reads index files.</summary>
internal static class IndexFile
{
    /// <summary>Reads the entries from an index file, or from the index file in a folder.</summary>
    /// <param name="option">The option or command that specifies the path, for error messages.</param>
    /// <param name="path">The file or the folder.</param>
    /// <exception cref="UsageException">The file cannot be read, or is not an index.</exception>
    public static Seq<IndexEntry> Read(string option, string path) =>
        IndexReport.Read(path).Match(Right: entries => entries, Left: error => throw new UsageException($"{option} {error}"));
}
