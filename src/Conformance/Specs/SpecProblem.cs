namespace Pure.WebSockets.Conformance;

/// <summary>A problem or a warning about a spec file, a case file or a profile file, with its location in the file.</summary>
/// <param name="Line">The number of the line. The first line is 1.</param>
/// <param name="Column">The position in the line, in bytes. The first byte is 1.</param>
/// <param name="Message">A description of the problem, often with the possible values.</param>
internal sealed record SpecProblem(int Line, int Column, string Message)
{
    /// <summary>Whether the problem is only a warning. In this case, the file can be used.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Returns the problem in the form "file:line:column: message", which editors and terminals show as a link.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
