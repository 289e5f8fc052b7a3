namespace Tracker.Replay.Traces;

/// <summary>Reads formulas: numbers, nan, inf, pi, t, step, + - * / ^, brackets and functions.</summary>
internal static class ExpressionParser
{
    public static Expression Read(LineScanner scanner)
    {
        var left = Product(scanner);
        while (true)
        {
            if (scanner.Try('+')) left = new Operation('+', left, Product(scanner));
            else if (scanner.Try('-')) left = new Operation('-', left, Product(scanner));
            else return left;
        }
    }

    private static Expression Product(LineScanner scanner)
    {
        var left = Signed(scanner);
        while (true)
        {
            if (scanner.Try('*')) left = new Operation('*', left, Signed(scanner));
            else if (scanner.Try('/')) left = new Operation('/', left, Signed(scanner));
            else return left;
        }
    }

    private static Expression Signed(LineScanner scanner) => scanner.Try('-') ? new Negation(Signed(scanner)) : Power(scanner);

    private static Expression Power(LineScanner scanner)
    {
        var left = Atom(scanner);
        return scanner.Try('^') ? new Operation('^', left, Signed(scanner)) : left;
    }

    private static Expression Atom(LineScanner scanner)
    {
        if (scanner.TryNumber() is { } number) return new Constant(number);
        if (scanner.Try('('))
        {
            var inner = Read(scanner);
            scanner.Expect(')');
            return inner;
        }

        var error = scanner.Expected("a number, t, step, a function or '('");
        return scanner.TryIdentifier() switch
        {
            null => throw error,
            "t" => new StepVariable(InRun: false),
            "step" => new StepVariable(InRun: true),
            "nan" or "NaN" => new Constant(double.NaN),
            "inf" or "Infinity" => new Constant(double.PositiveInfinity),
            "pi" => new Constant(Math.PI),
            var name when Call.Functions.TryGetValue(name, out var arguments) => Arguments(scanner, name, arguments),
            _ => throw error,
        };
    }

    private static Call Arguments(LineScanner scanner, string name, int count)
    {
        scanner.Expect('(');
        var first = Read(scanner);
        Expression? second = null;
        if (count == 2)
        {
            scanner.Expect(',');
            second = Read(scanner);
        }

        scanner.Expect(')');
        return new Call(name, first, second);
    }
}
