using System.Linq.Expressions;
using System.Reflection;
using Marten.Documents;

namespace Marten;

public class MartenRegistry
{
    private readonly DocumentMappings _documents;

    internal MartenRegistry(DocumentMappings documents) => _documents = documents;

    public DocumentMappingExpression<T> For<T>() => new(_documents.For(typeof(T)));

    public sealed class DocumentMappingExpression<T>
    {
        private readonly DocumentMapping _mapping;

        internal DocumentMappingExpression(DocumentMapping mapping) => _mapping = mapping;

        public DocumentMappingExpression<T> Identity(Expression<Func<T, object>> member)
        {
            _mapping.IdMember = (PropertyInfo)Members.Of(member);
            return this;
        }

        public DocumentMappingExpression<T> DocumentAlias(string alias)
        {
            _mapping.Alias = alias;
            return this;
        }

        public DocumentMappingExpression<T> MultiTenanted()
        {
            _mapping.MultiTenanted = true;
            return this;
        }

        public DocumentMappingExpression<T> SingleTenanted()
        {
            _mapping.MultiTenanted = false;
            return this;
        }

        public DocumentMappingExpression<T> UseOptimisticConcurrency(bool enabled)
        {
            _mapping.OptimisticConcurrency = enabled;
            return this;
        }
    }
}
