namespace Pure.WebSockets.Conformance;

/// <summary>An error or a warning in a spec, case or profile file, with its location.</summary>
/// <param name="Line">The line number. The first line has the number 1.</param>
/// <param name="Column">The position in the line, in bytes. The first byte of a line has the position 1.</param>
/// <param name="Message">A description of the problem, often with the possible values.</param>
internal sealed record SpecProblem(int Line, int Column, string Message)
{
    private const int Kept = 300;

    /// <summary>
    /// A description of the problem. The middle of a long description is left out, because the end often contains the possible values.
    /// </summary>
    public string Message { get; init; } = Message.Length <= 2 * Kept ? Message : $"{Message[..Kept]} […] {Message[^Kept..]}";

    /// <summary>True if the problem is only a warning, so that the file can still be used; otherwise, false.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Returns the problem in the form "file:line:column: message", which many editors and terminals show as a link.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
