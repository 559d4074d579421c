namespace Pure.WebSockets.Conformance;

/// <summary>An error or a warning in a spec, case or profile file, with its location.</summary>
/// <param name="Line">The line number. The first line has the number 1.</param>
/// <param name="Column">The position in the line, in bytes. The first byte of a line has the position 1.</param>
/// <param name="Message">A description of the problem, often with the possible values.</param>
internal sealed record SpecProblem(int Line, int Column, string Message)
{
    /// <summary>Whether the problem is a warning. A file that has warnings but no errors can be used.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Returns the problem in the form "file:line:column: message", which many editors and terminals show as a link.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
