package org.wirg.fit;

import org.ejml.data.DMatrixRMaj;

/**
 * A maximum of the likelihood.
 *
 * @param theta coefficients, [m]
 * @param hessian curvature there, with the conditioning of the problem
 * @param covariance of the coefficients, [m][m]
 * @param settled whether the climb came to rest; if not, the maximum is somewhere else
 */
record LikelihoodSolution(
    double[] theta, NormalSolution hessian, DMatrixRMaj covariance, boolean settled) {}
