using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Writes cases to case files.</summary>
internal static class CaseExport
{
    private const string StandardOutput = "-";
    private const string Ending = ".json";

    /// <summary>
    /// Writes cases to a target. If the target is a hyphen, the cases are written to standard output. If the target ends with .json and is
    /// not a folder, the cases are written to one file. Otherwise, the target is a folder, and each family of cases is written to a
    /// separate file. Returns the exit code.
    /// </summary>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static int Write(Seq<Case> cases, string target)
    {
        if (target == StandardOutput)
        {
            using var output = Console.OpenStandardOutput();
            output.Write(CaseFile.Write(cases));
            return 0;
        }

        try
        {
            if (target.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(target))
            {
                WholeFile.Write(target, CaseFile.Write(cases));
                Console.WriteLine($"{Written(cases)} to {target}");
                return 0;
            }

            Directory.CreateDirectory(target);
            var families = cases.GroupBy(found => found.Id.Family).ToArray();
            foreach (var family in families) WholeFile.Write(Path.Combine(target, family.Key + Ending), CaseFile.Write(family));
            Console.WriteLine($"{Written(cases)} to {CountText.Of(families.Length, "file")} in {target}");
            return 0;
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new UsageException($"the cases cannot be written to '{target}': {FileProblem.OfWriting(target, error)}.");
        }
    }

    private static string Written(Seq<Case> cases) =>
        $"{CountText.Of(cases.Count, "case")} {(cases.Count == 1 ? "was" : "were")} written";
}
