namespace Pure.WebSockets.Conformance;

/// <summary>A problem of a spec file and its place; as a warning, what is ignored.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The byte in the line, from 1.</param>
/// <param name="Message">The problem, and the possible values.</param>
internal sealed record SpecProblem(int Line, int Column, string Message)
{
    /// <summary>Whether the file can be used anyway.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Returns the problem in the form that editors and terminals link: file:line:column: message.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
