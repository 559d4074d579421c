using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Reads spec files.</summary>
internal static class SpecFiles
{
    /// <summary>
    /// Reads a spec file. If no file is named on the command line, the default file is read. If that file does not exist, it is created
    /// from the template.
    /// </summary>
    /// <param name="named">The file named on the command line, or null if none is named.</param>
    /// <param name="defaultName">The name of the default file.</param>
    /// <param name="template">The content of a new file.</param>
    /// <param name="read">Parses the content of the file. Returns the spec, or the problems in the file.</param>
    /// <param name="warnings">Returns the warnings about the spec. The warnings are reported, and the run continues.</param>
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
