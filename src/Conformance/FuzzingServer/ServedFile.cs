namespace Pure.WebSockets.Conformance;

/// <summary>
/// Serves the files of the report folder, which has no subfolders, over HTTP. An empty name stands for index.html. A file is served only if
/// its name has a known extension, does not begin with a dot, and consists of ASCII letters, digits, underscores, hyphens and dots. The
/// answer for any other name, for an empty file, and for a symbolic link is 404.
/// </summary>
internal static class ServedFile
{
    public static HttpAnswer Answer(string folder, string name)
    {
        var asked = name.Length == 0 ? "index.html" : name;
        var type = Path.GetExtension(asked) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".json" => ServedJson.Type,
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".xml" => "application/xml",
            ".txt" or ".tap" => "text/plain; charset=utf-8",
            _ => "",
        };
        if (type.Length == 0 || asked[0] == '.' || !asked.All(IsPlain)) return Missing();
        var file = new FileInfo(Path.Combine(folder, asked));
        try
        {
            return file is { Exists: true, Length: > 0, LinkTarget: null }
                ? HttpAnswer.Ok(type, InputFile.Report.Read(file.FullName))
                : Missing();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Missing();
        }

        HttpAnswer Missing() =>
            HttpAnswer.NotFound(name.Length == 0 ? "there is no report yet: /updateReports writes it" : "the report has no such file");
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';
}
