namespace Pure.WebSockets.Conformance;

/// <summary>What is wrong with a spec file, and where; or, as a warning, what is ignored in it.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The octet of the line, from 1.</param>
/// <param name="Message">What is wrong, and what is possible.</param>
internal sealed record SpecProblem(int Line, int Column, string Message)
{
    /// <summary>Whether the file can be used all the same.</summary>
    public bool IsWarning { get; init; }

    /// <summary>In the form that editors and terminals link: file:line:column: message.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
