using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>A spec file that is specified on the command line.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Content">The content of the file.</param>
internal sealed record SpecSource(string Path, byte[] Content);

/// <summary>Reads spec files.</summary>
internal static class SpecFiles
{
    /// <summary>
    /// Reads the spec file that the command line specifies. If the command line specifies no file, reads the default file. If the
    /// default file does not exist, creates the default file from the template.
    /// </summary>
    /// <param name="named">The file that the command line specifies, or null if the command line specifies no file.</param>
    /// <param name="defaultName">The name of the default file.</param>
    /// <param name="template">The content of a new default file.</param>
    /// <param name="read">
    /// A function that parses the content of the file. The function returns the spec, or the problems in the file.
    /// </param>
    /// <param name="warnings">A function that returns the warnings about the spec, which are printed.</param>
    /// <exception cref="UsageException">The file cannot be read, or is not valid.</exception>
    public static T Read<T>(
        SpecSource? named,
        string defaultName,
        string template,
        Func<byte[], Either<Seq<SpecProblem>, T>> read,
        Func<T, Seq<SpecProblem>> warnings
    )
    {
        var (path, content) = named ?? Default(defaultName, template);
        var spec = read(content)
            .IfLeft(problems => throw new UsageException(string.Join('\n', problems.Map(problem => problem.In(path)))));
        foreach (var warning in warnings(spec)) UsageError.Report(warning.In(path));
        return spec;
    }

    private static SpecSource Default(string path, string template)
    {
        if (File.Exists(path))
        {
            Console.WriteLine($"no spec file was named: {path} is used");
            return new SpecSource(path, InputFiles.Read(InputFile.Spec, "the spec file", path));
        }

        try
        {
            WholeFile.Write(path, template);
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new UsageException(
                $"no spec file was named, and '{path}' cannot be created with the defaults: {FileProblem.OfWriting(path, error)}."
            );
        }

        Console.WriteLine($"no spec file was named: {path} was created with the defaults");
        return new SpecSource(path, InputFiles.Read(InputFile.Spec, "the spec file", path));
    }
}
