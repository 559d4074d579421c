using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Spec files on the disk.</summary>
internal static class SpecFiles
{
    /// <summary>Reads a spec file; one that is not there, and was not named, is made of its template.</summary>
    /// <param name="named">The file, if one was named.</param>
    /// <param name="usual">The name of the file when none was.</param>
    /// <param name="template">What it is made of.</param>
    /// <param name="read">What its octets say, or what is wrong with them.</param>
    /// <param name="warnings">What of it counts for nothing: that is told, and the run goes on.</param>
    public static T Read<T>(
        string? named,
        string usual,
        string template,
        Func<byte[], Either<Seq<SpecProblem>, T>> read,
        Func<T, Seq<SpecProblem>> warnings
    )
    {
        var path = named ?? usual;
        try
        {
            if (named is null && !File.Exists(path))
            {
                File.WriteAllText(path, template);
                Console.WriteLine($"no spec file was named: {path} is written, with the defaults");
            }
            else if (named is null)
            {
                Console.WriteLine($"no spec file was named: {path} is used");
            }

            var spec = read(File.ReadAllBytes(path))
                .IfLeft(problems => throw new WrongUseException(string.Join('\n', problems.Map(problem => problem.In(path)))));
            foreach (var warning in warnings(spec))
                WrongUse.Tell(warning.In(path));
            return spec;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException($"the spec file '{path}' cannot be read: {error.Message}");
        }
    }
}
