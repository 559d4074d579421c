using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Reads spec files.</summary>
internal static class SpecFiles
{
    /// <summary>Reads a spec file. If none was named and the default file does not exist, creates it from the template.</summary>
    /// <param name="named">The file, or null.</param>
    /// <param name="defaultName">The name of the default file.</param>
    /// <param name="template">The contents of a new file.</param>
    /// <param name="read">Parses the contents, or returns the problems.</param>
    /// <param name="warnings">The parts of the spec that have no effect. They are reported, and the run continues.</param>
    /// <exception cref="UsageException">The file cannot be read, or is not valid.</exception>
    public static T Read<T>(
        string? named,
        string defaultName,
        string template,
        Func<byte[], Either<Seq<SpecProblem>, T>> read,
        Func<T, Seq<SpecProblem>> warnings
    )
    {
        var path = named ?? defaultName;
        try
        {
            if (named is null && !File.Exists(path))
            {
                File.WriteAllText(path, template);
                Console.WriteLine($"no spec file was named: {path} was created with the defaults");
            }
            else if (named is null)
            {
                Console.WriteLine($"no spec file was named: {path} is used");
            }

            var spec = read(File.ReadAllBytes(path))
                .IfLeft(problems => throw new UsageException(string.Join('\n', problems.Map(problem => problem.In(path)))));
            foreach (var warning in warnings(spec)) UsageError.Report(warning.In(path));
            return spec;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the spec file '{path}' cannot be read: {error.Message}");
        }
    }
}
