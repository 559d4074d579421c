using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Reads case files in tests.</summary>
internal static class Exported
{
    /// <summary>Returns the cases of a valid file, with their positions.</summary>
    public static Seq<Case> Read(byte[] file) =>
        CaseFile
            .Read(file)
            .Match(
                Right: cases => Seq.create<Case>([.. cases.Select((placed, at) => placed.Case with { Index = at + 1 })]),
                Left: problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In("f.json"))))
            );

    public static Seq<Case> Read(string file) => Read(Encoding.UTF8.GetBytes(file));

    /// <summary>Returns the given cases after they have been written to a file and read again.</summary>
    public static Seq<Case> Of(Seq<Case> cases) =>
        Seq.create<Case>([.. Read(CaseFile.Write(cases)).Zip(cases).Select(pair => pair.Item1 with { Index = pair.Item2.Index })]);
}
