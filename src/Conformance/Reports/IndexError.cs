namespace Pure.WebSockets.Conformance;

/// <summary>The reason why a file is not a valid index.</summary>
/// <param name="File">The path or the name of the file.</param>
/// <param name="Place">
/// The location of the error in the file. The location is a line and a column, or an agent with an optional case and key. The value is None
/// if the error concerns the whole file.
/// </param>
/// <param name="Problem">The problem, as a clause without a full stop.</param>
public sealed record IndexError(string File, Option<string> Place, string Problem)
{
    /// <summary>Returns the error message as one line of text.</summary>
    public override string ToString() => PrintableText.OneLine($"'{File}'{Place.Map(place => $", {place}").IfNone("")}: {Problem}.");
}
